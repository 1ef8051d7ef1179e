import { Button, Card, Grid, Group, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { renderSVG } from 'uqr';
import type { ChannelView } from '../../../shared/api/channels.js';
import { api } from '../api/api-client.js';
import { Copyable } from '../copyable.js';
import { dateTimeText } from '../date-text.js';
import { audienceOf, CONDITION_PROBLEM } from '../sequences/condition-text.js';
import type { ViewerToken } from './viewer-token.js';

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

function TokenForm({ slug, link }: { readonly slug: string; readonly link: string }) {
  const mint = useMutation({
    mutationFn: (body: object) => api<ViewerToken>(`/channels/${slug}/tokens`, { method: 'POST', body }),
  });
  const form = useForm({
    initialValues: { viewerId: '', audience: '', hours: 24 as number | '' },
    validate: {
      viewerId: (id) => (id.trim() === '' ? 'Name the viewer' : null),
      audience: (text) => (audienceOf(text) === null ? CONDITION_PROBLEM : null),
      hours: (hours) => (hours === '' ? 'Say how long' : null),
    },
  });
  const submit = form.onSubmit(({ viewerId, audience, hours }) =>
    mint.mutate({
      viewerId: viewerId.trim(),
      audience: audienceOf(audience),
      expiresInSeconds: Number(hours) * 3600,
    }),
  );
  return (
    <Card withBorder padding="sm">
      <Title order={2} size="h5" mb="xs">
        A token for one viewer
      </Title>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group align="flex-start" grow>
            <TextInput label="Viewer" placeholder="any name of yours" {...form.getInputProps('viewerId')} />
            <TextInput label="Audience" placeholder="lang=fr, tier=free" {...form.getInputProps('audience')} />
            <NumberInput label="Hours" min={1} max={744} allowDecimal={false} {...form.getInputProps('hours')} />
          </Group>
          <Group>
            <Button type="submit" variant="default" loading={mint.isPending}>
              Make a token
            </Button>
          </Group>
        </Stack>
      </form>
      {mint.data && (
        <Stack gap="xs" mt="sm">
          <Text size="sm">Good until {dateTimeText(mint.data.expiresAt)}. Who has this link is that viewer:</Text>
          <Copyable title="Link with the token" text={`${link}?token=${mint.data.token}`} />
        </Stack>
      )}
    </Card>
  );
}
