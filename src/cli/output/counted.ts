/** `one` for 1, `many` for any other number: whole sentences, since languages differ in their plural forms. */
export const counted = (count: number, one: string, many: string): string => (count === 1 ? one : many);
