// One behaviour a file, each found by a data- attribute. Without any of them every page still works.
import './behaviours/search.js'
import './behaviours/menus.js'
import './behaviours/sheet.js'
import './behaviours/rows.js'
import './behaviours/bulk.js'
import './behaviours/copy.js'
import './behaviours/theme.js'
import './behaviours/fold.js'
import './behaviours/once.js'
import './behaviours/unsaved.js'
import './behaviours/failure.js'
import './behaviours/passkey.js'
import { everywhere } from './everywhere.js'
import { drop } from './behaviours/drop.js'
import { people } from './behaviours/people.js'
import { items } from './behaviours/items.js'
import { scan } from './behaviours/scan.js'
import { reader } from './behaviours/reader.js'
import { day } from './behaviours/day.js'
import { tabs } from './behaviours/tabs.js'
import { focus } from './behaviours/focus.js'
import { when } from './behaviours/when.js'
import { grid } from './behaviours/grid.js'
import { passkeySign } from './behaviours/passkey_sign.js'

everywhere('[data-drop]', drop)
everywhere('[data-people]', people)
everywhere('[data-items]', items)
everywhere('[data-scan], [data-items]', scan)
everywhere('[data-reader]', reader)
everywhere('[data-tabs]', tabs)
everywhere('[data-focus]', focus)
everywhere('[data-when]', when)
everywhere('[data-grid]', grid)
everywhere('[data-passkey-sign]', passkeySign)
everywhere('input[type=date]', day)
