"""Every table of the kernel, gathered where Django looks for them."""

from probatum.kernel.authz import Delegation, Grant, Role
from probatum.kernel.business_process import Belonging, BusinessProcess
from probatum.kernel.calendar import Holiday
from probatum.kernel.challenge import ChallengedRecord, SigningChallenge
from probatum.kernel.circle import Circle
from probatum.kernel.clock import Clock, ClockPause, ClockTime
from probatum.kernel.comment import Comment
from probatum.kernel.concern import Concern
from probatum.kernel.configuration import Setting
from probatum.kernel.file import Attachment, FileDisposal, FileText, StoredFile
from probatum.kernel.follow import Follow, Notice
from probatum.kernel.identity.contact import ContactChange
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.identity.federation import FederatedSubject
from probatum.kernel.identity.links import ActivationLink
from probatum.kernel.identity.token import AccessToken
from probatum.kernel.link import Link
from probatum.kernel.lockout import Lockout
from probatum.kernel.master import Item
from probatum.kernel.master_import import ItemImport
from probatum.kernel.mention import Mention
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.pin import Pin
from probatum.kernel.record import Definition, Part, Record, Series, Step
from probatum.kernel.reminder import Reminder
from probatum.kernel.retention import HeldRecord, Hold, Keeping, Occurrence, RetentionClass
from probatum.kernel.rung import Escalated, Rung
from probatum.kernel.saved_view import SavedView, StartView
from probatum.kernel.search import SearchEntry
from probatum.kernel.series import SigningSeries
from probatum.kernel.signature import Signature
from probatum.kernel.task import Task
from probatum.kernel.team import TeamDefault

__all__ = [
    "AccessEvent",
    "AccessToken",
    "ActivationLink",
    "Attachment",
    "Belonging",
    "BusinessProcess",
    "ChallengedRecord",
    "Circle",
    "Clock",
    "ClockPause",
    "ClockTime",
    "Comment",
    "Concern",
    "ContactChange",
    "Definition",
    "Delegation",
    "Department",
    "Escalated",
    "FederatedSubject",
    "FileDisposal",
    "FileText",
    "Follow",
    "Grant",
    "HeldRecord",
    "Hold",
    "Holiday",
    "Item",
    "ItemImport",
    "Keeping",
    "Link",
    "Lockout",
    "Mention",
    "Notice",
    "Occurrence",
    "Part",
    "Person",
    "Pin",
    "Record",
    "Reminder",
    "RetentionClass",
    "Role",
    "Rung",
    "SavedView",
    "SearchEntry",
    "Series",
    "Setting",
    "Signature",
    "SigningChallenge",
    "SigningSeries",
    "Site",
    "StartView",
    "Step",
    "StoredFile",
    "Task",
    "TeamDefault",
]
