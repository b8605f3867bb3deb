import access from './access.json'
import activity from './activity.json'
import aggregates from './aggregates.json'
import audit from './audit.json'
import app from './app.json'
import flavors from './flavors.json'
import home from './home.json'
import identity from './identity.json'
import hosts from './hosts.json'
import images from './images.json'
import keyPairs from './key-pairs.json'
import list from './list.json'
import me from './me.json'
import migrations from './migrations.json'
import networks from './networks.json'
import placement from './placement.json'
import quotas from './quotas.json'
import serverGroups from './server-groups.json'
import servers from './servers.json'
import session from './session.json'
import shared from './shared.json'
import system from './system.json'
import tasks from './tasks.json'
import ui from './ui.json'
import usage from './usage.json'

/** The German catalogue: one file for each folder of `src`, and `shared` for what several of them say. */
export const german: Record<string, string> = {
  ...access,
  ...activity,
  ...aggregates,
  ...audit,
  ...app,
  ...flavors,
  ...home,
  ...identity,
  ...hosts,
  ...images,
  ...keyPairs,
  ...list,
  ...me,
  ...migrations,
  ...networks,
  ...placement,
  ...quotas,
  ...serverGroups,
  ...servers,
  ...session,
  ...shared,
  ...system,
  ...tasks,
  ...ui,
  ...usage,
}
