import { t } from '@vscode/l10n';
import { element } from './dom';

/** Pixels by which an arrow key moves it. */
const step = 24;
const least = 120;

/** The separator between plot and table, which can be moved with the mouse and the keyboard. */
export function splitterOf(box: HTMLElement, onMoved: (height: number) => void): HTMLElement {
  const splitter = element('div', {
    class: 'splitter',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'horizontal',
    'aria-label': t('Height of the plot'),
    'aria-valuemin': String(least),
  });
  const move = (height: number): void => {
    const most = Math.max(least, window.innerHeight - 160);
    const now = Math.round(Math.min(most, Math.max(least, height)));
    box.style.height = `${now}px`;
    splitter.setAttribute('aria-valuenow', String(now));
    splitter.setAttribute('aria-valuemax', String(most));
  };
  splitter.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowDown' ? step : event.key === 'ArrowUp' ? -step : 0;
    if (by === 0) return;
    event.preventDefault();
    move(box.clientHeight + by);
    onMoved(box.clientHeight);
  });
  splitter.addEventListener('pointerdown', (down) => {
    splitter.setPointerCapture(down.pointerId);
    const height = box.clientHeight;
    const drag = (event: PointerEvent): void => move(height + event.clientY - down.clientY);
    splitter.addEventListener('pointermove', drag);
    splitter.addEventListener(
      'pointerup',
      () => {
        splitter.removeEventListener('pointermove', drag);
        onMoved(box.clientHeight);
      },
      { once: true },
    );
  });
  return splitter;
}
