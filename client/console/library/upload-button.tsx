import { Button, FileButton } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { uploadQueue } from './upload-queue.js';

/** Opens the file chooser: any kind of video, and as many as one likes. */
export function UploadButton() {
  return (
    <FileButton
      multiple
      accept="video/*,.mkv,.avi,.ts,.m2ts,.mxf,.ogv,.flv,.wmv"
      onChange={(files) => uploadQueue.add(files)}
    >
      {(props) => (
        <Button {...props} leftSection={<IconUpload size={16} />}>
          Upload videos
        </Button>
      )}
    </FileButton>
  );
}
