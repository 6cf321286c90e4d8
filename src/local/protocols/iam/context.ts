import type { TimerClock } from '../../clock';
import type { Arns } from '../../partition';
import type { XmlTree } from '../../server/xml';
import type { Principal } from '../../signing/principal';
import type { Params } from '../query';
import type { Directory } from './directory';

export interface IamWorld {
  readonly arns: Arns;
  readonly clock: TimerClock;
  readonly directory: Directory;
  /** Milliseconds until EC2 knows a new instance profile. */
  readonly propagationMs: number;
}

export interface IamCall {
  readonly principal: Principal;
  readonly params: Params;
}

/** An action's answer: what is inside `<ActionResult>`; undefined where there is no result. */
export type IamAction = (world: IamWorld, call: IamCall) => XmlTree | undefined;
