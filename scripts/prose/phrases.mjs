// Words that mean something else to us than to everybody, and what to write instead.

/** @type {readonly [RegExp, string][]} */
const PHRASES = [
  [/\b(?<!time\sto\s+)(?:live|lives|lived|alive)\b(?! (?:reload|share))/i, 'is running'],
  [/\b(?:stands?|stood)\b(?! (?:for|alone)\b)/i, 'is, appears'],
  [/\b(?:lies|lie|lay|sits?) (?:in|on|at|beside|there|below|under|next)\b/i, 'is'],
  [/\b(?:mend|mends|mended|mending)\b/i, 'fix'],
  [/\b(?:tell|tells|told|telling)\b/i, 'report, show'],
  [/\bbehind\b(?! an? (?:proxy|firewall))/i, 'after'],
  [/\bbesides?\b/i, 'next to, in addition to'],
  [/(?<!\bthere )\b(?:is|are|was|were) no (?=[`a-z])(?!longer\b|more\b|different\b|effect\b)/i, 'isn’t a'],
  [/\bnothing costs\b|\bcosts nothing\b/i, 'no charges, free'],
  [/\bbelongings\b|\bSpawn (?:has )?made\b/i, 'resources that Spawn created'],
  [/\b(?:by hand|at hand)\b/i, 'manually, available'],
  [/\bof (?:its|their|your|my|his) own\b(?! \w)/i, 'its own …'],
  [/\bso (?:many|long|much) (?!as\b|that\b)/i, 'the number'],
  [/\b(?:go|goes|went|going) on\b/i, 'continue'],
  [/\b(?:somebody|anybody|nobody|everybody)\b/i, 'someone, anyone, no one'],
  [/\bthe bill\b|\btheir bill\b/i, 'the cost'],
  [/\bfor nothing\b/i, 'at no cost'],
  [/\balso (?:where|when)\b/i, 'even if'],
  [/\bas they come\b|\bas it comes\b/i, 'as they arrive'],
  [/\bmeans? nothing\b/i, 'has no effect, unknown'],
  [/\b(?:left out|leave it out|left it out)\b/i, 'omitted'],
  [/\banew\b/i, 'again'],
  [/\b(?:travels?|travelled)\b/i, 'is uploaded, is sent'],
  [/\bbrings? along\b|\bbrought along\b/i, 'includes'],
  [/\bmeanwhile\b/i, 'in the meantime'],
  [/\bat most (?:\$|\{)/i, 'up to'],
  [/\b(?:cancelled|cancelling|licence|colour|behaviour|catalogue)\b/i, 'American spelling'],
  [/\b(?:please(?! specify a subnet)|sorry|oops)\b/i, 'nothing'],
  [/\bnot any more\b|\bany more\b/i, 'no longer'],
];

/**
 * @param {string} text what a person reads; code in backticks is passed over
 * @returns {{ at: number, message: string }[]}
 */
export function findPhrases(text) {
  const prose = text.replace(/`[^`\n]*`/g, (code) => '`'.repeat(code.length));
  return PHRASES.flatMap(([phrase, better]) =>
    [...prose.matchAll(new RegExp(phrase, 'gi'))].map((hit) => ({
      at: hit.index,
      message: `“${hit[0]}”: write “${better}”`,
    })),
  );
}
