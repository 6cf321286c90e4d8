/** Pixels within a box, without its scroll bar. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

export const roomIn = ({ clientHeight, clientWidth }: HTMLElement): Room => ({
  width: clientWidth,
  height: clientHeight,
});

export const hasNone = ({ height, width }: Room): boolean => height === 0 || width === 0;

export const isSame = (one: Room | undefined, other: Room): boolean =>
  one?.width === other.width && one.height === other.height;
