import { parseSettingsFile } from './parse-file';

describe('the text of nx-peak.json', () => {
  it('says where each option stands', () => {
    expect(parseSettingsFile('{\r\n  "record":\r\n    false\r\n}').options).toEqual([
      { name: 'record', value: false, nameAt: 'nx-peak.json:2:3', valueAt: 'nx-peak.json:3:5' },
    ]);
  });

  it('may have comments, trailing commas, a byte order mark and a schema', () => {
    const text = '\uFEFF{ // why\n "$schema": "x", /* more */ "keepRuns": 2,\n}';
    expect(parseSettingsFile(text)).toMatchObject({
      options: [{ name: 'keepRuns', value: 2 }],
      problems: [],
    });
  });

  it.each([
    [
      '{\n  "record": true\n  "keepRuns": 2\n}',
      'nx-peak.json:3:3: this is not JSON: comma expected',
    ],
    ['{ "record": yes }', 'nx-peak.json:1:13: this is not JSON: invalid symbol'],
    ['{ "record": true', 'nx-peak.json:1:17: this is not JSON: close brace expected'],
    ['', 'nx-peak.json:1:1: this is not JSON: value expected'],
    ['\n [1]', 'nx-peak.json:2:2: an object is expected, not [1]'],
    ['"x"', 'nx-peak.json:1:1: an object is expected, not "x"'],
  ])('has one problem and no options when it is no object: %j', (text, message) => {
    expect(parseSettingsFile(text)).toEqual({
      options: [],
      problems: [{ message: `${message}. Using the defaults.` }],
    });
  });
});
