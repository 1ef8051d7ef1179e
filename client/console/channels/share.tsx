import { Card, Grid, Stack, Title } from '@mantine/core';
import { useMemo } from 'react';
import { renderSVG } from 'uqr';
import type { ChannelView } from '../../../shared/api/channels.js';
import { Copyable } from '../copyable.js';
import { RevokeForm, TokenForm } from './token-forms.js';

/** How viewers get to a channel: a link, a code to scan, the player on another site, a token. */
export function Share({ channel }: { readonly channel: ChannelView }) {
  const { slug, visibility } = channel;
  const { origin } = window.location;
  const link = `${origin}/watch/${slug}`;
  const token = visibility === 'token' ? ' token="…"' : '';
  const script = `<script type="module" src="${origin}/embed.js"></script>\n<streamsync-player channel="${slug}"${token} muted autoplay controls></streamsync-player>`;
  const frame = `<iframe src="${origin}/embed/${slug}" width="640" height="360" style="border:0"\n  allow="autoplay; fullscreen; picture-in-picture"></iframe>`;
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Stack>
          <Copyable title="Link for viewers" text={link} />
          <Copyable title="On any page: the player" text={script} />
          <Copyable title="On any page: a frame" text={frame} />
          <TokenForm slug={slug} link={link} />
          <RevokeForm slug={slug} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <QrCode text={link} />
      </Grid.Col>
    </Grid>
  );
}

function QrCode({ text }: { readonly text: string }) {
  const image = useMemo(() => `data:image/svg+xml,${encodeURIComponent(renderSVG(text, { border: 2 }))}`, [text]);
  return (
    <Card withBorder padding="sm">
      <Title order={2} size="h5" mb="xs">
        To scan
      </Title>
      <img src={image} alt={`QR code of ${text}`} style={{ width: '100%', maxWidth: 260 }} />
    </Card>
  );
}
