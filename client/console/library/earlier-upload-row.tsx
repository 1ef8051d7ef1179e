import { Progress, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { bytesText } from '../bytes-text.js';
import { type EarlierUpload, useForgetUpload } from './earlier-uploads.js';
import { LineButton, UploadLine, UploadState } from './upload-line.js';

interface Props {
  readonly upload: EarlierUpload;
}

/** An upload that this page has not, or no more. */
export function EarlierUploadRow({ upload }: Props) {
  return upload.sentBytes === null ? (
    <ElsewhereRow upload={upload} />
  ) : (
    <CutOffRow upload={upload} sentBytes={upload.sentBytes} />
  );
}

function ElsewhereRow({ upload: { name } }: Props) {
  return (
    <div>
      <UploadLine name={name} />
      <Text size="sm">Another tab of this browser has it. Close that tab to go on with it here.</Text>
    </div>
  );
}

/** It goes on when its file is added once more. */
function CutOffRow({ upload, sentBytes }: Props & { readonly sentBytes: number }) {
  const { name, bytes } = upload;
  const forget = useForgetUpload();
  return (
    <div>
      <UploadLine name={name}>
        <UploadState>
          {bytesText(sentBytes)} of {bytesText(bytes)} are here
        </UploadState>
        <LineButton
          label={`Forget the upload of ${name}`}
          icon={IconX}
          onClick={() => forget.mutate(upload)}
          isPending={forget.isPending}
        />
      </UploadLine>
      <Progress value={(100 * sentBytes) / bytes} size="sm" mt={4} color="gray" aria-label={`Upload of ${name}`} />
      <Text size="sm" mt={4}>
        It was cut off: add the same file again, and it goes on from there.
      </Text>
    </div>
  );
}
