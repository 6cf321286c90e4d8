/** Whether a parameter repeats runs instead of varying what is tried: `seed`, `data_seed`, `random_state`. */
export const isSeed = (parameter: string): boolean => /^(?:(?:.*_)?seed|random_state)$/i.test(parameter);
