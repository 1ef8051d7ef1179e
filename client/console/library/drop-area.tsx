import { Box, Center, Overlay, Text } from '@mantine/core';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { uploadQueue } from './upload-queue.js';

/** Takes files that are dropped anywhere on it. */
export function DropArea({ children }: { readonly children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  // Moving onto a child leaves the parent: only the count tells whether the area itself was left.
  const depth = useRef(0);
  const enter = (by: 1 | -1) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    depth.current += by;
    setOver(depth.current > 0);
  };
  return (
    <Box
      pos="relative"
      mih="70dvh"
      onDragEnter={enter(1)}
      onDragLeave={enter(-1)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        uploadQueue.add(event.dataTransfer.files);
      }}
    >
      {children}
      {isOver && (
        <Overlay blur={2} radius="md" style={{ pointerEvents: 'none' }}>
          <Center h="100%">
            <Text size="xl" fw={650} c="white">
              Drop to upload
            </Text>
          </Center>
        </Overlay>
      )}
    </Box>
  );
}
