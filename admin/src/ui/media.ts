import { onScopeDispose, ref, type Ref } from 'vue'

/** True while the window is narrower than a small tablet. */
export const usePhone = (): Ref<boolean> => {
  const query = matchMedia('(max-width: 767px)')
  const phone = ref(query.matches)
  const update = (): void => {
    phone.value = query.matches
  }
  query.addEventListener('change', update)
  onScopeDispose(() => query.removeEventListener('change', update))
  return phone
}
