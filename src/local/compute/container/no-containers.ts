/** Why no container can run here, as a sentence for the user. */
export class NoContainers extends Error {}
