import { carriesMarker, markerOf } from './environment-marker';

function carries(environ: string, variables: Record<string, string>, length?: number): boolean {
  const bytes = Buffer.from(environ);
  return carriesMarker(bytes, length ?? bytes.length, markerOf(variables));
}

describe('carriesMarker', () => {
  const marker = { NX_TASK_HASH: '42', PROJECT: 'app' };

  it('finds a process that has all variables, in any order', () => {
    expect(carries('A=1\0PROJECT=app\0NX_TASK_HASH=42\0', marker)).toBe(true);
  });

  it.each([
    ['one is missing', 'A=1\0PROJECT=app\0'],
    ['one has another value', 'PROJECT=app\0NX_TASK_HASH=421\0'],
    ['one is the end of another name', 'MY_PROJECT=app\0NX_TASK_HASH=42\0'],
    ['the environment was cleared', ''],
  ])('does not, when %s', (_what, environ) => {
    expect(carries(environ, marker)).toBe(false);
  });

  it('finds a variable behind one that only ends like it', () => {
    expect(carries('MY_PROJECT=app\0PROJECT=app\0NX_TASK_HASH=42\0', marker)).toBe(true);
  });

  it('does not look beyond the length, where an older environment may be', () => {
    expect(carries('PROJECT=app\0NX_TASK_HASH=42\0', marker, 12)).toBe(false);
  });

  it('marks nobody without variables', () => {
    expect(carries('A=1\0', {})).toBe(false);
  });
});
