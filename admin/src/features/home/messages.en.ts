import type { Shape } from '../../i18n/i18n.ts'
import type { Messages } from './messages.id.ts'

export const en: Shape<Messages> = {
  morning: 'Good morning, {name}',
  noon: 'Good afternoon, {name}',
  afternoon: 'Good afternoon, {name}',
  evening: 'Good evening, {name}',
  intro: 'In each group the urgent ones come first, then those due soonest.',
  areaToday: 'Your area today: {area}',
  openComplaints: 'Open cases',
  overdueComplaints: 'Overdue',
  openReferrals: 'Open referrals',
  activePpks: 'Active PPKS',
  fewerThan: 'fewer than {count}',
  resolvedThisMonth: 'Resolved this month',
  emptyTitle: 'Nothing is waiting for you',
  emptyText: 'All your work is done. New work will appear here.',
  emptyAdmin: 'No work is waiting. Use the menu to open the administration.',
  emptyOther: 'New work will appear here. Use the menu to open the other parts.',
  seeAll: 'See all ({count})',
  more: 'Only the first 100 items are shown.',
  receive: 'Receive a citizen',
  urgent: 'Urgent',
  updated: 'updated {when}',
  noTopic: 'Not categorised yet',
}
