import koffi, { type TypeObject } from 'koffi'
import { unavailable } from '#platform/errors'
import { guestFunctions } from './guest-functions.ts'
import type { Native, Pointer } from './native.ts'

/** The part of libvirt's C API that we call, under its own names. */
export type LibvirtLibrary = ReturnType<typeof bind>

let library: LibvirtLibrary | undefined

/** libvirt's client library, loaded at the first call; a refusal that says how to install it where it is missing. */
export function libvirtLibrary(): LibvirtLibrary {
  library ??= bind(loadLibrary())
  return library
}

/** The library of that file name. */
export function loadLibrary(fileName = 'libvirt.so.0'): ReturnType<typeof koffi.load> {
  try {
    return koffi.load(fileName)
  } catch (cause) {
    const hint = 'Install libvirt (Debian and Ubuntu: apt-get install libvirt-daemon-system qemu-system-x86).'
    throw unavailable(`The library ${fileName}`, hint, cause)
  }
}

function bind(lib: ReturnType<typeof koffi.load>) {
  // No type gets a name: koffi keeps names for the whole process, and a test runner loads this file again.
  const handle = koffi.pointer(koffi.opaque())
  const outHandles = koffi.out(koffi.pointer(handle))
  const outInts = koffi.out(koffi.pointer('int'))
  const outUlongs = koffi.out(koffi.pointer('ulong'))
  const bytes = koffi.pointer('uint8')
  // The caller owns these strings; koffi frees them once they have been read.
  const ownedText = koffi.disposable('str' as unknown as TypeObject)
  const onError = proto('void', ['void *', 'void *'])
  const onLifecycle = proto('int', ['void *', 'void *', 'int', 'int', 'void *'])
  const onTimeout = proto('void', ['int', 'void *'])
  const onClose = proto('void', ['void *', 'int', 'void *'])
  type Handle = Pointer | null

  function fn<Args extends readonly unknown[], Result>(name: string, result: string | TypeObject, args: unknown[]) {
    return lib.func(name, result, args as TypeObject[]) as unknown as Native<Args, Result>
  }

  return {
    callbacks: { onError, onLifecycle, onTimeout, onClose },
    ...guestFunctions(fn, handle),
    virSetErrorFunc: fn<[Handle, Pointer], void>('virSetErrorFunc', 'void', ['void *', onError]),
    virConnSetErrorFunc: fn<[Pointer, Pointer, Pointer], void>('virConnSetErrorFunc', 'void', [
      handle,
      'void *',
      onError,
    ]),
    virEventRegisterDefaultImpl: fn<[], number>('virEventRegisterDefaultImpl', 'int', []),
    virEventRunDefaultImpl: fn<[], number>('virEventRunDefaultImpl', 'int', []),
    virEventAddTimeout: fn<[number, Pointer, null, null], number>('virEventAddTimeout', 'int', [
      'int',
      onTimeout,
      'void *',
      'void *',
    ]),
    virEventRemoveTimeout: fn<[number], number>('virEventRemoveTimeout', 'int', ['int']),

    virConnectOpen: fn<[string], Handle>('virConnectOpen', handle, ['str']),
    virConnectClose: fn<[Pointer], number>('virConnectClose', 'int', [handle]),
    virConnectIsAlive: fn<[Pointer], number>('virConnectIsAlive', 'int', [handle]),
    virConnectSetKeepAlive: fn<[Pointer, number, number], number>('virConnectSetKeepAlive', 'int', [
      handle,
      'int',
      'uint',
    ]),
    virConnectRegisterCloseCallback: fn<[Pointer, Pointer, Pointer, null], number>(
      'virConnectRegisterCloseCallback',
      'int',
      [handle, onClose, 'void *', 'void *'],
    ),
    virConnectUnregisterCloseCallback: fn<[Pointer, Pointer], number>('virConnectUnregisterCloseCallback', 'int', [
      handle,
      onClose,
    ]),
    virConnectDomainEventRegisterAny: fn<[Pointer, null, number, Pointer, Pointer, null], number>(
      'virConnectDomainEventRegisterAny',
      'int',
      [handle, handle, 'int', onLifecycle, 'void *', 'void *'],
    ),
    virConnectDomainEventDeregisterAny: fn<[Pointer, number], number>('virConnectDomainEventDeregisterAny', 'int', [
      handle,
      'int',
    ]),
    virConnectGetType: fn<[Pointer], string | null>('virConnectGetType', 'str', [handle]),
    virConnectGetVersion: fn<[Pointer, number[]], number>('virConnectGetVersion', 'int', [handle, outUlongs]),
    virConnectGetLibVersion: fn<[Pointer, number[]], number>('virConnectGetLibVersion', 'int', [handle, outUlongs]),
    virConnectGetHostname: fn<[Pointer], string | null>('virConnectGetHostname', ownedText, [handle]),
    virConnectGetCapabilities: fn<[Pointer], string | null>('virConnectGetCapabilities', ownedText, [handle]),
    virConnectGetDomainCapabilities: fn<[Pointer, null, string, string, string, number], string | null>(
      'virConnectGetDomainCapabilities',
      ownedText,
      [handle, 'str', 'str', 'str', 'str', 'uint'],
    ),
    virNodeGetInfo: fn<[Pointer, Uint8Array], number>('virNodeGetInfo', 'int', [handle, bytes]),
    virConnectListAllDomains: fn<[Pointer, Handle[], number], number>('virConnectListAllDomains', 'int', [
      handle,
      outHandles,
      'uint',
    ]),

    virNWFilterDefineXML: fn<[Pointer, string], Handle>('virNWFilterDefineXML', handle, [handle, 'str']),
    virNWFilterFree: fn<[Pointer], number>('virNWFilterFree', 'int', [handle]),

    virDomainLookupByUUIDString: fn<[Pointer, string], Handle>('virDomainLookupByUUIDString', handle, [handle, 'str']),
    virDomainDefineXMLFlags: fn<[Pointer, string, number], Handle>('virDomainDefineXMLFlags', handle, [
      handle,
      'str',
      'uint',
    ]),
    virDomainFree: fn<[Pointer], number>('virDomainFree', 'int', [handle]),
    virDomainBlockCopy: fn<[Pointer, string, string, null, number, number], number>('virDomainBlockCopy', 'int', [
      handle,
      'str',
      'str',
      'void *',
      'int',
      'uint',
    ]),
    virDomainGetBlockJobInfo: fn<[Pointer, string, Uint8Array, number], number>('virDomainGetBlockJobInfo', 'int', [
      handle,
      'str',
      bytes,
      'uint',
    ]),
    virDomainBlockJobAbort: fn<[Pointer, string, number], number>('virDomainBlockJobAbort', 'int', [
      handle,
      'str',
      'uint',
    ]),
    virDomainFSFreeze: fn<[Pointer, null, number, number], number>('virDomainFSFreeze', 'int', [
      handle,
      'void *',
      'uint',
      'uint',
    ]),
    virDomainFSThaw: fn<[Pointer, null, number, number], number>('virDomainFSThaw', 'int', [
      handle,
      'void *',
      'uint',
      'uint',
    ]),
    virDomainGetUUIDString: fn<[Pointer, Uint8Array], number>('virDomainGetUUIDString', 'int', [handle, bytes]),
    virDomainGetState: fn<[Pointer, number[], number[], number], number>('virDomainGetState', 'int', [
      handle,
      outInts,
      outInts,
      'uint',
    ]),
    virDomainGetMetadata: fn<[Pointer, number, string, number], string | null>('virDomainGetMetadata', ownedText, [
      handle,
      'int',
      'str',
      'uint',
    ]),
    virDomainCreateWithFlags: fn<[Pointer, number], number>('virDomainCreateWithFlags', 'int', [handle, 'uint']),
    virDomainShutdown: fn<[Pointer], number>('virDomainShutdown', 'int', [handle]),
    virDomainDestroyFlags: fn<[Pointer, number], number>('virDomainDestroyFlags', 'int', [handle, 'uint']),
    virDomainUndefineFlags: fn<[Pointer, number], number>('virDomainUndefineFlags', 'int', [handle, 'uint']),
    virDomainOpenGraphicsFD: fn<[Pointer, number, number], number>('virDomainOpenGraphicsFD', 'int', [
      handle,
      'uint',
      'uint',
    ]),
  }
}

const proto = (result: string, args: string[]) => koffi.pointer(koffi.proto(result, args))
