import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconKey, IconTrash } from '@tabler/icons-react';
import { askFirst } from '../ask-first.js';
import { type User, type UserOnce, useChangeUser, useRemoveUser } from './access-queries.js';

interface Props {
  readonly user: User;
  readonly onPasswordMade: (user: UserOnce) => void;
}

export function UserMenu({ user, onPasswordMade }: Props) {
  const { username } = user;
  const change = useChangeUser();
  const remove = useRemoveUser();
  const askForPassword = () =>
    askFirst({
      title: `A new password for ${username}?`,
      consequences: 'The old one is worth nothing any more. The new one is made here and shown once.',
      confirm: 'Make one',
      onConfirm: () => change.mutate({ user, change: { password: null } }, { onSuccess: onPasswordMade }),
    });
  const askToRemove = () =>
    askFirst({
      title: `Delete ${username}?`,
      consequences:
        'Its sessions and API keys end at once. What it uploaded and scheduled stays, and so does its name in the history.',
      confirm: 'Delete',
      onConfirm: () => remove.mutate(user),
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`More about ${username}`}
          loading={change.isPending || remove.isPending}
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={askForPassword}>
          New password
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={askToRemove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
