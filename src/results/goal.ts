/** Whether lower or higher values of a metric are better. */
export type Goal = 'max' | 'min';
