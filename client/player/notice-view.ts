import type { Notice, NoticeAction } from './notice.js';
import type { Parts } from './template.js';

type NoticeParts = Pick<Parts, 'notice' | 'noticeTitle' | 'noticeText' | 'noticeAction'>;

const ACTION_LABELS: Record<NoticeAction, string> = { play: 'Play', reload: 'Reload the page' };

export function renderNotice(parts: NoticeParts, notice: Notice | null): void {
  parts.notice.hidden = notice === null;
  if (notice === null) return;
  parts.notice.classList.toggle('middle', notice.place === 'middle');
  parts.notice.classList.toggle('corner', notice.place === 'corner');
  parts.notice.classList.toggle('busy', notice.busy);
  parts.noticeTitle.textContent = notice.title;
  parts.noticeText.textContent = notice.text;
  parts.noticeAction.hidden = notice.action === null;
  parts.noticeAction.textContent = notice.action === null ? '' : ACTION_LABELS[notice.action];
}
