'use strict';

/**
 * The options that a little program was given as `--name=value`, as numbers where their default is one.
 * What is not among the defaults is passed over: nx hands on what its user typed.
 *
 * @param defaults the value of each option that is not given, by its name in camelCase
 */
module.exports = function options(defaults) {
  const given = new Map(
    process.argv
      .slice(2)
      .map((argument) => /^--([^=]+)=(.*)$/s.exec(argument))
      .filter((match) => match !== null)
      .map(([, name, value]) => [name, value]),
  );
  return Object.fromEntries(
    Object.entries(defaults).map(([name, fallback]) => {
      const value = given.get(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
      if (value === undefined) {
        return [name, fallback];
      }
      return [name, typeof fallback === 'number' ? Number(value) : value];
    }),
  );
};
