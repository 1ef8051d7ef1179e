import { Input, SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import type { ChannelView } from '../../../shared/api/channels.js';

type Visibility = ChannelView['visibility'];

const CHOICES: readonly { readonly value: Visibility; readonly label: string; readonly meaning: string }[] = [
  { value: 'public', label: 'Anybody', meaning: 'Whoever has the link.' },
  { value: 'token', label: 'With a token', meaning: 'Whom you, or your own site, made a token for.' },
];

interface Props {
  readonly value: Visibility;
  readonly onChange: (value: Visibility) => void;
}

/** Who may watch a channel. */
export function VisibilityInput({ value, onChange }: Props) {
  const id = useId();
  return (
    <Input.Wrapper
      label="Who may watch"
      labelElement="div"
      labelProps={{ id }}
      description={CHOICES.find((one) => one.value === value)?.meaning}
    >
      <SegmentedControl
        fullWidth
        mt={4}
        data={CHOICES.map((one) => ({ value: one.value, label: one.label }))}
        value={value}
        onChange={onChange}
        aria-labelledby={id}
      />
    </Input.Wrapper>
  );
}
