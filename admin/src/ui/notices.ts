/** Short notices at the edge of the screen: what was done. Errors stay where they arose. */
import { ref } from 'vue'

export interface Notice {
  readonly id: number
  readonly text: string
  readonly tone: 'success' | 'warning'
}
const SHOWN_MS = 6000
const MOST = 3
let last = 0
export const notices = ref<Notice[]>([])

export const dismiss = (id: number): void => {
  notices.value = notices.value.filter((notice) => notice.id !== id)
}
export const notify = (text: string, tone: Notice['tone'] = 'success'): void => {
  const id = ++last
  notices.value = [...notices.value, { id, text, tone }].slice(-MOST)
  setTimeout(() => dismiss(id), SHOWN_MS)
}
