import { useWindowEvent } from '@mantine/hooks';

/** A file that is dropped where no page takes it is left alone: the browser would open it in place of the console. */
export function useNoStrayFiles(): void {
  useWindowEvent('dragover', (event) => {
    if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  });
}
