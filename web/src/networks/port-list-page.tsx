import { t } from '#ui/i18n'
import { PortList } from './port-list.tsx'

/** All ports that the project can see, whatever network they are on. */
export default function PortListPage() {
  return (
    <PortList description={t('A port is a place on a network: a MAC address with its addresses, for one server.')} />
  )
}
