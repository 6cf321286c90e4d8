import { sweepsInState, type ToPanel } from '../contract';
import { send } from './host';
import { Panel } from './panel';

const root = document.getElementById('panel');
if (root !== null) {
  const sweeps: unknown = JSON.parse(root.dataset['sweeps'] ?? '[]');
  const panel = new Panel(root, sweepsInState({ sweeps }));
  window.addEventListener('message', (event: MessageEvent<ToPanel>) => panel.receive(event.data));
  send({ type: 'ready' });
}
