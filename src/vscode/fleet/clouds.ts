import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Connection, Provider } from '../../engine/connection';
import type { Engine } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import { Disposables } from '../disposables';
import { MfaPrompt } from '../mfa-prompt';
import { type LocalCloudSettings, readSettings } from '../settings';

/** A running local cloud. */
export interface RunningLocalCloud {
  readonly pid: number;
  readonly connection: Connection;
}

/** The functions of the composition root for opening clouds. Nothing is loaded or sent before the first call. */
export interface CloudDoors {
  openEngine(connection: Connection): Promise<Engine>;
  regionOf(connection: Connection): Promise<string | undefined>;
  findLocalCloud(): Promise<RunningLocalCloud | undefined>;
  startLocalCloud(options: LocalCloudSettings): Promise<RunningLocalCloud>;
  stopLocalCloud(cloud: RunningLocalCloud): Promise<void>;
  /** Those of these instances that got their notice. */
  interruptLocalInstances(instanceIds: readonly string[]): Promise<readonly string[]>;
}

/** An open cloud: AWS with a profile and a region, or the local cloud. */
export interface CloudConnection {
  readonly provider: Provider;
  readonly engine: Engine;
  readonly profile?: string;
  readonly region: string;
}

/** The clouds of this window, opened on first use and closed when the settings change to others. */
export class Clouds extends Disposables {
  readonly #changed = this.track(new vscode.EventEmitter<void>());
  /** Another cloud applies now, so information about the old one is invalid. */
  readonly onDidChange = this.#changed.event;
  readonly #mfa = new MfaPrompt();
  #aws: Promise<CloudConnection> | undefined;
  #local: { readonly pid: number; readonly place: Promise<CloudConnection> } | undefined;

  constructor(private readonly doors: CloudDoors) {
    super();
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        const place = ['provider', 'profile', 'region', 'bucket', 'permissionsBoundary'].map(
          (key) => `spawn.${key}`,
        );
        if (place.some((key) => event.affectsConfiguration(key))) this.reset();
      }),
    );
  }

  /** The cloud of the settings. @throws Failure if it can't be opened. */
  configured(): Promise<CloudConnection> {
    return this.of(readSettings().provider);
  }

  /** @throws Failure: no region, local cloud off. */
  async of(provider: Provider): Promise<CloudConnection> {
    switch (provider) {
      case 'aws':
        this.#aws ??= this.#openAws();
        return this.#aws.catch((error: unknown) => {
          this.#aws = undefined;
          throw error;
        });
      case 'local': {
        return this.#openLocal(await this.#runningLocal());
      }
    }
  }

  /** True while a local cloud of this user is running. */
  async localCloudRuns(): Promise<boolean> {
    return (await this.doors.findLocalCloud()) !== undefined;
  }

  /** The local cloud, started if it is off. @throws Failure in one sentence: no bwrap, no Linux. */
  async startLocal(): Promise<CloudConnection> {
    const running = await this.doors.findLocalCloud();
    const cloud = running ?? (await this.doors.startLocalCloud(readSettings().local));
    const place = this.#openLocal(cloud);
    if (running === undefined) this.#changed.fire();
    return place;
  }

  async stopLocal(): Promise<void> {
    const cloud = await this.doors.findLocalCloud();
    if (cloud !== undefined) await this.doors.stopLocalCloud(cloud);
    this.#closeLocal();
    this.#changed.fire();
  }

  /** Sends spot instances of the local cloud their interruption notice. @throws Failure: it is off */
  interruptLocal(instanceIds: readonly string[]): Promise<readonly string[]> {
    return this.doors.interruptLocalInstances(instanceIds);
  }

  /** Closes what is open, and aborts what is in flight: credentials or settings are new. */
  reset(): void {
    this.#close();
    this.#changed.fire();
  }

  /** Closes only AWS, so that it is opened with new credentials. The local cloud continues. */
  renewAws(): void {
    this.#closeAws();
    this.#changed.fire();
  }

  override dispose(): void {
    this.#close();
    super.dispose();
  }

  async #runningLocal(): Promise<RunningLocalCloud> {
    const cloud = await this.doors.findLocalCloud();
    if (cloud !== undefined) return cloud;
    throw new Failure(
      'unavailable',
      'LocalCloudNotRunning',
      t('The local cloud is off. Start it to run sweeps on this machine at no cost.'),
    );
  }

  async #openAws(): Promise<CloudConnection> {
    const { profile, region: wanted, bucket, permissionsBoundary } = readSettings();
    const asked: Connection = {
      ...(profile === undefined ? {} : { profile }),
      ...(wanted === undefined ? {} : { region: wanted }),
      ...(bucket === undefined ? {} : { bucket }),
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    };
    const region = wanted ?? (await this.doors.regionOf(asked));
    if (region === undefined)
      throw new Failure(
        'bad-input',
        'NoRegion',
        t('No AWS region is set. Choose one, or set a region in the profile.'),
      );
    const engine = await this.doors.openEngine({ ...asked, region, mfaCode: this.#mfa.ask });
    return { provider: 'aws', engine, region, ...(profile === undefined ? {} : { profile }) };
  }

  #openLocal(cloud: RunningLocalCloud): Promise<CloudConnection> {
    if (this.#local?.pid !== cloud.pid) {
      this.#closeLocal();
      const region = cloud.connection.region ?? 'us-east-1';
      const place = this.doors
        .openEngine(cloud.connection)
        .then((engine): CloudConnection => ({ provider: 'local', engine, region }));
      this.#local = { pid: cloud.pid, place };
    }
    return this.#local.place;
  }

  #close(): void {
    this.#closeAws();
    this.#closeLocal();
  }

  #closeAws(): void {
    const aws = this.#aws;
    this.#aws = undefined;
    this.#mfa.renew();
    disposeEngine(aws);
  }

  #closeLocal(): void {
    const local = this.#local;
    this.#local = undefined;
    disposeEngine(local?.place);
  }
}

/** A connection that never opened has no engine to close, and its failure was reported to its caller. */
function disposeEngine(place: Promise<CloudConnection> | undefined): void {
  place?.then(
    ({ engine }) => engine.dispose(),
    () => undefined,
  );
}
