import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface Props {
  readonly href: string;
  readonly children: ReactNode;
}

/** To another page of the console, within a sentence: more than its colour tells it from that (WCAG 2.1, 1.4.1). */
export function TextLink({ href, children }: Props) {
  return (
    <Anchor component={Link} href={href} underline="always" inherit>
      {children}
    </Anchor>
  );
}
