export { renderBenchmark } from './benchmark';
export { renderTasksCsv, renderTimelineCsv } from './csv';
export { renderLogSummary } from './log-summary';
export { renderJson } from './json';
export { renderMarkdown } from './markdown';
export { renderText, type TextOptions } from './text';
export { addMemoryToProfile, renderTrace } from './trace';
export { NO_SAMPLES } from '../samples/collect-samples';
