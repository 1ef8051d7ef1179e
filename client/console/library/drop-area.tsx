import { Center, Overlay, Text } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { uploadQueue } from './upload-queue.js';

/** Takes files that are dropped anywhere in the window. */
export function DropArea() {
  const [isOver, setOver] = useState(false);
  // Moving onto an element leaves the one before: only the count tells whether the window itself was left.
  const depth = useRef(0);
  const enter = (by: 1 | -1) => (event: DragEvent) => {
    if (!hasFiles(event)) return;
    depth.current += by;
    setOver(depth.current > 0);
  };
  useWindowEvent('dragenter', enter(1));
  useWindowEvent('dragleave', enter(-1));
  useWindowEvent('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  useWindowEvent('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    uploadQueue.add(event.dataTransfer.files);
  });
  return (
    isOver && (
      <Overlay fixed blur={2} style={{ pointerEvents: 'none' }}>
        <Center h="100%">
          <Text size="xl" fw={650} c="white">
            Drop to upload
          </Text>
        </Center>
      </Overlay>
    )
  );
}

function hasFiles(event: DragEvent): event is DragEvent & { readonly dataTransfer: DataTransfer } {
  return event.dataTransfer?.types.includes('Files') === true;
}
