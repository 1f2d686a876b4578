/**
 * What differs between versions of Nx stands in packages/nx-peak/src/nx/, most of it in its table of
 * features. Elsewhere a version of Nx is named neither in code nor in a comment.
 */
const VERSION_OF_NX =
  /\b2[0-9]\.\d|\b[Nn]x (?:[<>]=? ?)?2\d\b|\b(?:since|up to|before|until|from) 2\d\b/i;

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    messages: { version: 'What differs between versions of Nx belongs in src/nx/features.ts.' },
  },
  create(context) {
    const check = (text, loc) => {
      if (VERSION_OF_NX.test(text)) {
        context.report({ messageId: 'version', loc });
      }
    };
    return {
      Program() {
        for (const { value, loc } of context.sourceCode.getAllComments()) {
          check(value, loc);
        }
      },
      Literal({ value, loc }) {
        check(typeof value === 'string' ? value : '', loc);
      },
      TemplateElement({ value, loc }) {
        check(value.raw, loc);
      },
    };
  },
};
