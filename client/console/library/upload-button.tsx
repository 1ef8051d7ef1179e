import { Button, FileButton } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { uploadQueue } from './upload-queue.js';

/** Opens the file chooser: any kind of video, and as many as one likes. */
export function UploadButton() {
  const forgetChoice = useRef<() => void>(null);
  const add = (files: File[]) => {
    uploadQueue.add(files);
    // Else the browser says nothing when the same file is chosen again.
    forgetChoice.current?.();
  };
  return (
    <FileButton
      multiple
      accept="video/*,.mkv,.avi,.ts,.m2ts,.mxf,.ogv,.flv,.wmv"
      onChange={add}
      resetRef={forgetChoice}
    >
      {(props) => (
        <Button {...props} leftSection={<IconUpload size={16} />}>
          Upload videos
        </Button>
      )}
    </FileButton>
  );
}
