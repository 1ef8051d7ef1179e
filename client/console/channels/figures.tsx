import { Card, Group, Progress, SimpleGrid, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChannelStats, Distribution } from '../../../shared/api/channel-stats.js';

/** How the viewers of a channel are, as they report it. */
export function Figures({ stats }: { readonly stats: ChannelStats }) {
  const { viewers, skewMs, latencyMs, joinMs, lossPercent, layers, freezes, targetLatencyMs } = stats;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, sm: 3 }}>
        <Figure name="Viewers who report" value={String(viewers)} />
        <Figure
          name="Behind the clock, p50"
          value={milliseconds(latencyMs?.p50)}
          note={`target ${targetLatencyMs} ms`}
        />
        <Figure name="Off the target, p95" value={milliseconds(skewMs?.p95)} />
        <Figure name="Join, p95" value={milliseconds(joinMs?.p95)} />
        <Figure name="Loss, p95" value={lossPercent === null ? '–' : `${lossPercent.p95.toFixed(1)} %`} />
        <Figure name="Freezes" value={String(freezes)} />
      </SimpleGrid>
      {viewers > 0 && <LayerMix layers={layers} />}
      {skewMs && <Histogram title="Off the target, ms" distribution={skewMs} />}
      {latencyMs && <Histogram title="Behind the clock, ms" distribution={latencyMs} />}
    </Stack>
  );
}

function Figure(props: { readonly name: string; readonly value: string; readonly note?: string }) {
  const { name, value, note } = props;
  return (
    <Card withBorder padding="sm">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fw={650} size="xl">
        {value}
      </Text>
      <Text size="xs" c="dimmed" mih={18}>
        {note}
      </Text>
    </Card>
  );
}

/** Light for the small ones, to dark for the largest. */
const LAYER_SHADES = [3, 5, 7, 9];

function LayerMix({ layers }: Pick<ChannelStats, 'layers'>) {
  const counts = Object.entries(layers).toSorted(([a], [b]) => Number(a) - Number(b));
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between">
        <Text size="sm">Layers on screen</Text>
        <Text size="xs" c="dimmed">
          {counts.map(([layer, count]) => `${count} on ${layer}${layer === '0' ? ' (the smallest)' : ''}`).join(', ')}
        </Text>
      </Group>
      <Progress.Root size="lg" mt="xs" aria-hidden>
        {counts.map(([layer, count]) => (
          <Progress.Section
            key={layer}
            value={(100 * count) / total}
            color={`mint.${LAYER_SHADES[Number(layer)] ?? LAYER_SHADES.at(-1)}`}
          />
        ))}
      </Progress.Root>
    </Card>
  );
}

const HEIGHT = 90;

/** Viewers by value. The figures above say the same for who cannot see it. */
function Histogram({ title, distribution }: { readonly title: string; readonly distribution: Distribution }) {
  const place = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize();
  const ref = useMergedRef(place, measured);
  const scheme = useComputedColorScheme();
  const { histogram } = distribution;
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const ink = scheme === 'dark' ? '#c9c9c9' : '#333333';
    const labels = histogram.map(({ upTo }) => (upTo === null ? '∞' : String(upTo)));
    const options: uPlot.Options = {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: () => [-0.6, labels.length - 0.4] } },
      axes: [
        {
          stroke: ink,
          grid: { show: false },
          size: 24,
          gap: 2,
          values: (_plot, at) => at.map((index) => labels[index] ?? ''),
        },
        { stroke: ink, grid: { show: false }, incrs: [1, 2, 5, 10, 50, 100, 1000], size: 36 },
      ],
      series: [
        {},
        { fill: '#13977a', stroke: '#13977a', paths: uPlot.paths.bars!({ size: [0.9] }), points: { show: false } },
      ],
    };
    const values = histogram.map(({ viewers }) => viewers);
    const plot = new uPlot(options, [values.map((_value, index) => index), values], place.current);
    return () => plot.destroy();
  }, [histogram, scheme, width]);
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between">
        <Text size="sm">{title}</Text>
        <Text size="xs" c="dimmed">
          p50 {Math.round(distribution.p50)}, p95 {Math.round(distribution.p95)}, p99 {Math.round(distribution.p99)}
        </Text>
      </Group>
      <div ref={ref} style={{ overflow: 'hidden' }} aria-hidden />
    </Card>
  );
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : `${Math.round(value)} ms`;
}
