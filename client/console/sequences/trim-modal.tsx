import { Button, Group, Modal, NumberInput, RangeSlider, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { MediaView } from '../../../shared/api/media.js';
import { tileAt } from '../../../shared/storyboard.js';
import { durationText } from '../duration-text.js';
import { StoryboardImage } from '../library/storyboard-image.js';
import { useStoryboard } from '../library/use-storyboard.js';

interface TrimmedItem {
  readonly mediaId: string;
  readonly inMs?: number;
  readonly outMs?: number;
}

interface Props {
  readonly item: TrimmedItem;
  readonly media: MediaView | undefined;
  readonly onDone: (item: TrimmedItem) => void;
  readonly onClose: () => void;
}

const STEP_MS = 100;
const TILES_ACROSS = 8;

/** Which part of a media is shown, chosen on its pictures. Boundaries lie on the house grid. */
export function TrimModal({ item, media, onDone, onClose }: Props) {
  const wholeMs = media?.durationMs ?? 0;
  const [range, setRange] = useState<[number, number]>([item.inMs ?? 0, Math.min(item.outMs ?? wholeMs, wholeMs)]);
  const [inMs, outMs] = range;
  const done = () =>
    onDone({
      mediaId: item.mediaId,
      ...(inMs > 0 && { inMs }),
      ...(outMs < wholeMs && { outMs }),
    });
  const seconds = (label: string, valueMs: number, set: (valueMs: number) => void, minMs: number, maxMs: number) => (
    <NumberInput
      label={label}
      suffix=" s"
      decimalScale={1}
      step={STEP_MS / 1000}
      min={minMs / 1000}
      max={maxMs / 1000}
      value={valueMs / 1000}
      onChange={(value) => typeof value === 'number' && set(Math.round((value * 1000) / STEP_MS) * STEP_MS)}
      w={130}
    />
  );
  return (
    <Modal opened onClose={onClose} size="xl" title={`Trim “${media?.title ?? ''}”`}>
      <Stack>
        <Strip mediaId={item.mediaId} wholeMs={wholeMs} range={range} />
        <RangeSlider
          min={0}
          max={wholeMs}
          step={STEP_MS}
          minRange={STEP_MS}
          value={range}
          onChange={setRange}
          label={durationText}
          thumbFromLabel="Start"
          thumbToLabel="End"
        />
        <Group justify="space-between" align="flex-end">
          {seconds('Start', inMs, (value) => setRange([value, outMs]), 0, outMs - STEP_MS)}
          <Text size="sm">{durationText(outMs - inMs)} are shown</Text>
          {seconds('End', outMs, (value) => setRange([inMs, value]), inMs + STEP_MS, wholeMs)}
        </Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setRange([0, wholeMs])}>
            Show all of it
          </Button>
          <Button onClick={done}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Strip(props: {
  readonly mediaId: string;
  readonly wholeMs: number;
  readonly range: readonly [number, number];
}) {
  const { mediaId, wholeMs, range } = props;
  const tiles = useStoryboard(mediaId, true);
  const [first] = tiles;
  if (first === undefined) return null;
  const part = (atMs: number) => `${(100 * atMs) / wholeMs}%`;
  return (
    <div style={{ position: 'relative', display: 'flex', overflow: 'hidden', borderRadius: 8 }} aria-hidden>
      {Array.from({ length: TILES_ACROSS }, (_, column) => {
        const tile = tileAt(tiles, ((column + 0.5) / TILES_ACROSS) * wholeMs)!;
        return (
          <StoryboardImage key={column} mediaId={mediaId} tile={tile} style={{ width: `${100 / TILES_ACROSS}%` }} />
        );
      })}
      <Shade left="0" width={part(range[0])} />
      <Shade left={part(range[1])} width={part(wholeMs - range[1])} />
    </div>
  );
}

function Shade({ left, width }: { readonly left: string; readonly width: string }) {
  return <div style={{ position: 'absolute', top: 0, bottom: 0, left, width, background: 'rgb(0 0 0 / 70%)' }} />;
}
