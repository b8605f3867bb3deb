import koffi, { type TypeObject } from 'koffi'
import type { Bind, Pointer } from './native.ts'

/** The part of libvirt's API behind a guest's pauses, its memory on disk, its agent, its console and its figures. */
export function guestFunctions(fn: Bind, handle: TypeObject) {
  const ownedText = koffi.disposable('str' as unknown as TypeObject)
  const handles = koffi.pointer(handle)
  const outAddress = koffi.out(koffi.pointer('void *'))
  return {
    virDomainSuspend: fn<[Pointer], number>('virDomainSuspend', 'int', [handle]),
    virDomainResume: fn<[Pointer], number>('virDomainResume', 'int', [handle]),
    virDomainManagedSave: fn<[Pointer, number], number>('virDomainManagedSave', 'int', [handle, 'uint']),
    virDomainHasManagedSaveImage: fn<[Pointer, number], number>('virDomainHasManagedSaveImage', 'int', [
      handle,
      'uint',
    ]),
    virDomainManagedSaveRemove: fn<[Pointer, number], number>('virDomainManagedSaveRemove', 'int', [handle, 'uint']),
    virDomainSetTime: fn<[Pointer, number, number, number], number>('virDomainSetTime', 'int', [
      handle,
      'int64',
      'uint',
      'uint',
    ]),
    virDomainInjectNMI: fn<[Pointer, number], number>('virDomainInjectNMI', 'int', [handle, 'uint']),
    virDomainSetUserPassword: fn<[Pointer, string, string, number], number>('virDomainSetUserPassword', 'int', [
      handle,
      'str',
      'str',
      'uint',
    ]),
    virDomainAttachDeviceFlags: fn<[Pointer, string, number], number>('virDomainAttachDeviceFlags', 'int', [
      handle,
      'str',
      'uint',
    ]),
    virDomainDetachDeviceFlags: fn<[Pointer, string, number], number>('virDomainDetachDeviceFlags', 'int', [
      handle,
      'str',
      'uint',
    ]),
    virDomainUpdateDeviceFlags: fn<[Pointer, string, number], number>('virDomainUpdateDeviceFlags', 'int', [
      handle,
      'str',
      'uint',
    ]),
    virDomainGetXMLDesc: fn<[Pointer, number], string | null>('virDomainGetXMLDesc', ownedText, [handle, 'uint']),
    virDomainListGetStats: fn<[(Pointer | null)[], number, (Pointer | null)[], number], number>(
      'virDomainListGetStats',
      'int',
      [handles, 'uint', outAddress, 'uint'],
    ),
    virConnectGetAllDomainStats: fn<[Pointer, number, (Pointer | null)[], number], number>(
      'virConnectGetAllDomainStats',
      'int',
      [handle, 'uint', outAddress, 'uint'],
    ),
    virDomainStatsRecordListFree: fn<[Pointer], void>('virDomainStatsRecordListFree', 'void', ['void *']),
  }
}
