import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { TimerClock } from '../clock';
import type { GuestServices } from '../compute/network';
import { isOwnPath, notFound } from '../control/own-path';
import { type CloudServices, dispatch } from '../dispatch';
import { withFault } from '../faults/apply';
import type { MetadataService } from '../metadata/service';
import type { Authority } from '../names/authority';
import { acceptTls } from '../names/tls';
import { webServer } from './listen';

/** Serves instances: the network that a connection came from identifies the instance. */
export class GuestServer implements GuestServices {
  private readonly owners = new WeakMap<Socket, string>();
  private readonly plain = new WeakSet<Socket>();
  private servers: { readonly metadata: Server; readonly endpoint: Server } | undefined;

  constructor(private readonly authority: Authority) {}

  open(services: CloudServices, metadata: MetadataService, clock: Pick<TimerClock, 'now'>): void {
    this.servers = {
      metadata: webServer((request, socket) => {
        const owner = this.owners.get(socket);
        if (owner === undefined) return { status: 404, headers: {} };
        const call = request.method === 'PUT' ? 'metadata:PutToken' : 'metadata:Get';
        return withFault(services.faults.ofCall(call), services.clock, async () =>
          metadata.answer(owner, request),
        );
      }, clock),
      // An instance isn't allowed to control the cloud.
      endpoint: webServer((request, socket) => {
        if (isOwnPath(request)) return notFound;
        const instance = this.owners.get(socket);
        return dispatch(services, {
          ...request,
          ...(instance === undefined ? {} : { instance }),
          ...(this.plain.has(socket) ? { plain: true } : {}),
        });
      }, clock),
    };
  }

  metadata(instanceId: string, socket: Socket): void {
    this.owners.set(socket, instanceId);
    this.servers?.metadata.emit('connection', socket);
  }

  endpoint(instanceId: string, socket: Socket): void {
    this.owners.set(socket, instanceId);
    this.servers?.endpoint.emit('connection', socket);
  }

  https(instanceId: string, socket: Socket): void {
    this.endpoint(instanceId, acceptTls(socket, this.authority));
  }

  http(instanceId: string, socket: Socket): void {
    this.plain.add(socket);
    this.endpoint(instanceId, socket);
  }

  close(): void {
    this.servers?.metadata.closeAllConnections();
    this.servers?.endpoint.closeAllConnections();
  }
}
