import type { UseFormReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Millis } from '../../../shared/units.js';
import { FormModal } from '../form-modal.js';
import { ConfirmEdit } from '../schedule/confirm-edit.js';
import { localTimeZone } from '../schedule/wall-clock.js';
import { prepareTakeOver } from './prepare-take-over.js';
import type { TakeOver } from './take-over.js';

export interface TakeOverProps {
  readonly slug: string;
  /** The server's time. */
  readonly nowMs: () => Millis;
  readonly onClose: () => void;
}

interface Props<Values> extends TakeOverProps {
  readonly title: string;
  readonly form: UseFormReturnType<Values>;
  readonly takeOverOf: (values: Values) => TakeOver | Promise<TakeOver>;
  /** The fields of the form. */
  readonly children: ReactNode;
}

/** Asks with a few fields what is to be on air at once, and then, with what that would change, whether it is meant. */
export function TakeOverModal<Values>({ title, slug, nowMs, form, takeOverOf, onClose, children }: Props<Values>) {
  const prepare = useMutation({
    mutationFn: async (values: Values) => prepareTakeOver(slug, await takeOverOf(values), nowMs),
    meta: { quiet: true },
  });
  if (prepare.data !== undefined) {
    return (
      <ConfirmEdit
        slug={slug}
        edit={prepare.data}
        timeZone={localTimeZone()}
        onClose={(done) => (done ? onClose() : prepare.reset())}
      />
    );
  }
  return (
    <FormModal
      title={title}
      submitLabel="Go on"
      onSubmit={form.onSubmit((values) => prepare.mutate(values))}
      isPending={prepare.isPending}
      error={prepare.error}
      onClose={onClose}
    >
      {children}
    </FormModal>
  );
}
