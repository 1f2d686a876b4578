import { SETTING_NAMES, SETTINGS } from './table';
import type { JsonSchema } from './value-types';

/** The JSON schema of `nx-peak.json`, made from the table of settings: what editors complete and check by. */
export function settingsSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of nx-peak',
    description: 'nx-peak.json at the root of an Nx workspace. Environment variables win over it.',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Where the schema of this file is, for editors.' },
      ...Object.fromEntries(
        SETTING_NAMES.map((name) => {
          const { type, env, meaning, fallback } = SETTINGS[name];
          return [
            name,
            {
              description: `${meaning.replaceAll('`', '')} The environment variable ${env} wins over it.`,
              ...type.schema,
              ...(fallback !== undefined && { default: fallback }),
            },
          ];
        }),
      ),
    },
    additionalProperties: false,
    allowTrailingCommas: true,
  };
}
