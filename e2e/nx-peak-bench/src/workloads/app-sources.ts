import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the generated application imports, and what is pinned for it. */
export const APP_PACKAGES = {
  'lodash-es': '4.18.1',
  rxjs: '7.8.2',
  three: '0.187.0',
  zod: '4.6.7',
} as const;

const MODULES = 150;

/** Writes an application of many small TypeScript modules over a few large libraries. */
export function writeApp(folder: string): void {
  mkdirSync(join(folder, 'src'), { recursive: true });
  for (let i = 0; i < MODULES; i++) {
    writeFileSync(join(folder, 'src', `part-${i}.ts`), partText(i));
  }
  const parts = Array.from({ length: MODULES }, (_, i) => i);
  writeFileSync(
    join(folder, 'src/main.ts'),
    [
      ...parts.map((i) => `import { part${i} } from './part-${i}';`),
      `import * as THREE from 'three';`,
      `import * as lodash from 'lodash-es';`,
      `import * as rxjs from 'rxjs';`,
      `import * as zod from 'zod';`,
      `console.log(THREE, lodash, rxjs, zod, [${parts.map((i) => `part${i}`).join(', ')}]);`,
      '',
    ].join('\n'),
  );
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>app</title><script type="module" src="/src/main.ts"></script>\n',
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'ESNext',
        moduleResolution: 'Bundler',
        strict: true,
        // lodash-es and three bring no types
        noImplicitAny: false,
        skipLibCheck: true,
        lib: ['ES2023', 'DOM'],
        types: [],
      },
      include: ['src'],
    }),
  );
}

function partText(i: number): string {
  return `import { z } from 'zod';
import { BehaviorSubject, map } from 'rxjs';

export const schema${i} = z.object({
  id: z.number(),
  name: z.string().min(${i + 1}),
  tags: z.array(z.union([z.literal('a${i}'), z.literal('b${i}'), z.string()])),
});
export type Type${i} = z.infer<typeof schema${i}>;

export class Store${i} {
  private readonly state = new BehaviorSubject<Type${i}>({ id: ${i}, name: 'n${i}', tags: [] });
  readonly names = this.state.pipe(map(({ name, tags }) => [name, ...tags].join('-')));
  set(value: unknown): void {
    this.state.next(schema${i}.parse(value));
  }
}

export const part${i} = new Store${i}();
`;
}
