import { useSortable } from '@dnd-kit/sortable';
import { ActionIcon, Badge, Group, Image, Menu, Text } from '@mantine/core';
import { IconDots, IconGripVertical, IconScissors, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import type { StoredItem } from '../../../shared/api/sequences.js';
import type { Millis } from '../../../shared/units.js';
import { apiUrl } from '../api/api-client.js';
import { timeText } from '../date-text.js';
import { durationText } from '../duration-text.js';
import type { DraftItem } from './draft.js';
import { DROP_LINE, pickedMediaId } from './drag-places.js';
import type { MediaById } from './item-length.js';
import { itemTitle } from './item-title.js';

interface Props {
  readonly draftItem: DraftItem;
  readonly startMs: Millis;
  readonly isWallClock: boolean;
  readonly lengthMs: Millis;
  readonly media: MediaById;
  readonly isLoaded: boolean;
  /** Asks to edit the item, or what it would become. */
  readonly onOpen: (item: StoredItem) => void;
  readonly onRemove: () => void;
}

export function ItemRow(props: Props) {
  const { draftItem, startMs, isWallClock, lengthMs, media, isLoaded, onOpen, onRemove } = props;
  const { key, item } = draftItem;
  const sortable = useSortable({ id: key });
  const { transform, transition, isDragging, isOver, active } = sortable;
  const isDropPlace = isOver && active !== null && pickedMediaId(active.id) !== null;
  const mediaId = 'slot' in item ? item.slot.fallbackMediaId : item.mediaId;
  const known = media.get(mediaId);
  const title = itemTitle(item, media, isLoaded);
  const isTrimmed = 'mediaId' in item && (item.inMs !== undefined || item.outMs !== undefined);
  return (
    <li
      ref={sortable.setNodeRef}
      style={{
        transition,
        // Rows out of sight are neither laid out nor painted.
        contentVisibility: 'auto',
        containIntrinsicSize: 'auto 60px',
        ...(transform && { transform: `translate(${transform.x}px, ${transform.y}px)` }),
        ...(isDropPlace && DROP_LINE),
        ...(isDragging && { zIndex: 5, position: 'relative', opacity: 0.85 }),
      }}
    >
      <Group wrap="nowrap" gap="sm" py={6}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Move ${title}`}
          style={{ cursor: 'grab', touchAction: 'none' }}
          {...sortable.attributes}
          {...sortable.listeners}
        >
          <IconGripVertical size={18} />
        </ActionIcon>
        <Image src={known && apiUrl(`/media/${mediaId}/poster.jpg`)} alt="" w={80} h={45} radius="sm" loading="lazy" />
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text truncate title={title}>
            {title}
          </Text>
          <Group gap={6}>
            <Text size="xs" c="dimmed">
              {isLoaded
                ? `at ${isWallClock ? timeText(startMs) : durationText(startMs)}, for ${durationText(lengthMs)}`
                : '…'}
            </Text>
            {'slot' in item && (
              <Badge size="xs" variant="light" leftSection={<IconUsersGroup size={10} />}>
                {item.slot.variants.length} {item.slot.variants.length === 1 ? 'variant' : 'variants'}
              </Badge>
            )}
            {isTrimmed && (
              <Badge size="xs" variant="light" color="gray">
                Trimmed
              </Badge>
            )}
          </Group>
        </div>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${title}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={'slot' in item ? <IconUsersGroup size={16} /> : <IconScissors size={16} />}
              // Of what is not known there is nothing to choose from.
              disabled={'mediaId' in item && known === undefined}
              onClick={() => onOpen(item)}
            >
              {'slot' in item ? 'Edit the slot' : 'Trim'}
            </Menu.Item>
            {'mediaId' in item && (
              <Menu.Item
                leftSection={<IconUsersGroup size={16} />}
                onClick={() => onOpen({ slot: { name: title, variants: [], fallbackMediaId: item.mediaId } })}
              >
                Make it a slot for audiences
              </Menu.Item>
            )}
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={onRemove}>
              Take it out
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </li>
  );
}
