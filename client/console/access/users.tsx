import { Badge, Button, Select, Switch, Table, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { dateText } from '../date-text.js';
import { ErrorAlert } from '../error-alert.js';
import { usePrincipal } from '../session/session.js';
import { ShowMore } from '../show-more.js';
import { type User, type UserOnce, useChangeUser, useUsers } from './access-queries.js';
import { NewUserModal } from './new-user-modal.js';
import { rolesUpTo } from './roles.js';
import { Section } from './section.js';
import { ShownOnce } from './shown-once.js';
import { UserMenu } from './user-menu.js';

/** Who may sign in, and as what. */
export function Users() {
  const [isAdding, adding] = useDisclosure();
  const [once, setOnce] = useState<UserOnce | null>(null);
  const list = useUsers();
  return (
    <Section
      title="Users"
      explanation="People who sign in with a password. Each change of a user ends its sessions at once."
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={adding.open}>
          New user
        </Button>
      }
    >
      <ErrorAlert error={list.error} />
      <Table.ScrollContainer minWidth={640}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>May do</Table.Th>
              <Table.Th>May sign in</Table.Th>
              <Table.Th>Since</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data?.pages.flatMap(({ items }) =>
              items.map((user) => <UserRow key={user.username} user={user} onPasswordMade={setOnce} />),
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <ShowMore list={list} />
      {isAdding && <NewUserModal onAdded={setOnce} onClose={adding.close} />}
      {once?.password !== undefined && (
        <ShownOnce
          title={`Password of ${once.username}`}
          secret={once.password}
          advice="Hand it over on a safe way; it can be changed after the first sign-in, on this page."
          onClose={() => setOnce(null)}
        />
      )}
    </Section>
  );
}

interface RowProps {
  readonly user: User;
  readonly onPasswordMade: (user: UserOnce) => void;
}

function UserRow({ user, onPasswordMade }: RowProps) {
  const { username, role, disabled, createdAtMs } = user;
  const isOneself = usePrincipal().username === username;
  const change = useChangeUser();
  return (
    <Table.Tr>
      <Table.Td>
        {username}
        {isOneself && (
          <Badge ml="xs" size="sm" variant="light">
            You
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={`What ${username} may do`}
          data={rolesUpTo('admin')}
          allowDeselect={false}
          // Whoever gives up being an administrator cannot take it back.
          disabled={isOneself || change.isPending}
          value={role}
          onChange={(value) => value !== null && change.mutate({ user, change: { role: value as User['role'] } })}
          miw={220}
        />
      </Table.Td>
      <Table.Td>
        <Switch
          aria-label={`${username} may sign in`}
          disabled={isOneself || change.isPending}
          checked={!disabled}
          onChange={({ currentTarget }) => change.mutate({ user, change: { disabled: !currentTarget.checked } })}
        />
      </Table.Td>
      <Table.Td>{dateText(createdAtMs)}</Table.Td>
      <Table.Td ta="right">{!isOneself && <UserMenu user={user} onPasswordMade={onPasswordMade} />}</Table.Td>
    </Table.Tr>
  );
}
