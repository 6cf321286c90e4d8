/** Why no container can run here: a sentence for the user. */
export class NoContainers extends Error {}
