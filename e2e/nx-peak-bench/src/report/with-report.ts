const BEGIN = '<!-- benchmark:begin -->';
const END = '<!-- benchmark:end -->';

/** @throws Error when the text has no place for it: two comments, one after the other */
export function withReport(text: string, report: string): string {
  const place = new RegExp(`${BEGIN}[^]*${END}`);
  if (!place.test(text)) {
    throw new Error(`There is no ${BEGIN} followed by ${END} in it`);
  }
  return text.replace(place, () => `${BEGIN}\n\n${report}\n\n${END}`);
}
