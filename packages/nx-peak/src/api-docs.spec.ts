import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

/** docs/api.md against the packages as they are built. `npm run api` writes its tables anew. */
const packageFolder = join(__dirname, '..');
const page = readFileSync(join(packageFolder, '..', '..', 'docs', 'api.md'), 'utf8');

interface Example {
  /** Its first statement, to name it by. */
  readonly title: string;
  readonly code: string;
  /** What the page says that it prints; undefined where that depends on the machine. */
  readonly output: string | undefined;
}

const examples: readonly Example[] = [
  ...page.matchAll(/```ts\n([^]*?)```\n(?:\n```text\n([^]*?)```)?/g),
].map(([, code = '', output]) => ({
  title: code.split('\n').find((line) => /^(?:console|const|function|try)\b/.test(line)) ?? code,
  code,
  output,
}));

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

describe('docs/api.md', () => {
  /** For what the examples write. */
  let temporary: string;

  beforeAll(() => {
    temporary = mkdtempSync(join(tmpdir(), 'nx-peak-examples-'));
  });

  afterAll(() => {
    rmSync(temporary, { recursive: true, force: true });
  });

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it('names everything that the packages export, in its docstring’s words', () => {
    const script = join(packageFolder, 'write-api.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, 60_000);

  it('has examples whose types are right', () => {
    const files = new Map(
      examples.map(({ code }, index) => [join(packageFolder, `example-${index}.ts`), code]),
    );
    const host = ts.createCompilerHost(OPTIONS);
    const [fileExists, readFile] = [host.fileExists.bind(host), host.readFile.bind(host)];
    host.fileExists = (file) => files.has(file) || fileExists(file);
    host.readFile = (file) => files.get(file) ?? readFile(file);
    const program = ts.createProgram({ rootNames: [...files.keys()], options: OPTIONS, host });
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${JSON.stringify(messageText)}`);
    expect(problems).toEqual([]);
  }, 60_000);

  it.each(examples)(
    'has an example that does what it says: $title',
    ({ code, output }) => {
      const { outputText } = ts.transpileModule(code, {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
      });
      // From standard input, so that packages are found from this folder.
      const printed = execFileSync(process.execPath, ['-'], {
        cwd: packageFolder,
        input: outputText,
        encoding: 'utf8',
        // Nx sets it for a task, and console.log() colours what it prints then.
        env: { ...process.env, FORCE_COLOR: '0', TMPDIR: temporary },
      });
      expect(printed).toEqual(output ?? (expect.stringMatching(/\S/) as string));
    },
    60_000,
  );
});
