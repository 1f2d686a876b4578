import type { Cause, Confidence, Diagnosis } from 'nx-peak';
import type { Round, DiagnosisResult } from '../diagnoses/result';

/** A diagnosis without what it rests on. */
export function diagnosisOf(cause: Cause, confidence: Confidence = 'certain'): Diagnosis {
  const memory = { currentBytes: undefined, limit: undefined, hostBytes: 0, others: [] };
  return { ...cause, confidence, evidence: [], memory };
}

/** Rounds in a group of 700 MB. */
export function diagnosisResult(...rounds: readonly Round[]): DiagnosisResult {
  return { limit: 700 * 1024 * 1024, parallel: 3, rounds, discarded: [], leftOut: [] };
}
