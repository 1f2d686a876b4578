// One word for one thing: words that the project gave up, and what is said instead. The glossary
// (docs/glossary.md) explains the words that stand.

/** In names, split at their humps: `tallyOf` holds the word `tally`. */
const IN_NAMES = new Map(
  Object.entries({
    birth: 'startTime',
    births: 'new processes',
    circumstances: 'case',
    death: 'diagnosis',
    deaths: 'diagnoses',
    gauge: 'collector',
    gauges: 'collectors',
    heir: 'cpuTimeInheritor',
    judge: 'diagnose',
    judgement: 'diagnosis',
    look: 'sample or tick',
    looks: 'samples',
    meter: 'collector',
    meters: 'collectors',
    newborn: 'newProcess',
    rival: 'competingTask',
    rivals: 'competingTasks',
    seam: 'patch',
    seams: 'patches',
    stranger: 'unclaimedProcess',
    strangers: 'unclaimedProcesses',
    tally: 'accumulator',
    told: 'printed',
    untold: 'unprinted',
    verdict: 'diagnosis',
    verdicts: 'diagnoses',
  }),
);

/** Names of several words, each of which has a plain meaning alone. */
const WHOLE_NAMES = new Map(Object.entries({ letGo: 'release' }));

/** In comments and texts, where some of those words have a plain meaning, too. */
const IN_TEXTS = [
  [/\bcontrol groups?\b/i, 'cgroup'],
  [/\bfor want of memory\b/i, 'out of memory'],
  [/\bgauges?\b/i, 'collector'],
  [/\b(?:tally|tallies)\b/i, 'accumulator'],
  [/\bverdicts?\b/i, 'diagnosis'],
  [/\bseams?\b/i, 'patch, or integration point in what is printed'],
  [/\bnewborns?\b/i, 'new process'],
  [/\b(?:a|each|every|one|last|next|first|that|this|two|between) looks?\b/i, 'sample or tick'],
  [
    /\b(?:all|between|few|many|more|most|several|some|these|those|three|two|\d+) looks\b/i,
    'samples or ticks',
  ],
  [/\bmeters?\b/i, 'collector'],
  [/\bstrangers?\b/i, 'another process, or unclaimed processes'],
  [/\buntold\b/i, 'unprinted'],
];

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'suggestion',
    docs: { description: 'keeps words out that the project gave up' },
    messages: { retired: '"{{word}}" is retired: say {{instead}}.' },
    schema: [],
  },
  create(context) {
    const checkText = (node, text) => {
      for (const [pattern, instead] of IN_TEXTS) {
        const word = pattern.exec(text)?.[0];
        if (word !== undefined) {
          context.report({ node, messageId: 'retired', data: { word, instead } });
        }
      }
    };
    const checkName = (node) => {
      const insteadOfAll = WHOLE_NAMES.get(node.name.replace(/^[_$#]+/, ''));
      if (insteadOfAll !== undefined) {
        const data = { word: node.name, instead: insteadOfAll };
        context.report({ node, messageId: 'retired', data });
      }
      const words = node.name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_$#]+/);
      for (const word of words) {
        const instead = IN_NAMES.get(word.toLowerCase());
        if (instead !== undefined) {
          context.report({ node, messageId: 'retired', data: { word: node.name, instead } });
        }
      }
    };
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          checkText(comment, comment.value);
        }
      },
      Identifier: checkName,
      PrivateIdentifier: checkName,
      Literal(node) {
        if (typeof node.value === 'string') {
          checkText(node, node.value);
        }
      },
      TemplateElement(node) {
        checkText(node, node.value.cooked ?? '');
      },
    };
  },
};
