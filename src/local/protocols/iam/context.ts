import type { TimerClock } from '../../clock';
import type { Arns } from '../../partition';
import type { XmlTree } from '../../server/xml';
import type { Principal } from '../../signing/principal';
import type { Params } from '../query';
import type { Directory } from './directory';

export interface IamContext {
  readonly arns: Arns;
  readonly clock: TimerClock;
  readonly directory: Directory;
  /** Milliseconds until EC2 can use a new instance profile. */
  readonly propagationMs: number;
}

export interface IamCall {
  readonly principal: Principal;
  readonly params: Params;
}

/** An action's answer: the content of `<ActionResult>`; undefined if there is none. */
export type IamAction = (context: IamContext, call: IamCall) => XmlTree | undefined;
