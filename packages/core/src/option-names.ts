/**
 * The names of all options of a type, in the order given, for `checkOptionNames`. An option that is added to the type and forgotten here does not compile.
 *
 * @param names - a record with each option of the type, and nothing else
 */
export function optionNames<Options extends object>(names: Readonly<Record<keyof Options, true>>): readonly (keyof Options & string)[] {
  return Object.keys(names) as (keyof Options & string)[]; // the record has these keys
}
