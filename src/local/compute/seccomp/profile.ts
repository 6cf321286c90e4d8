/** Error numbers of refused calls: 1 is EPERM, 38 is ENOSYS (man 3 errno), for which libraries use another call. */
export type SeccompErrno = 'EPERM' | 'ENOSYS';

/** System calls that no job needs on its instance, and why they are refused. The numbers are those of x86-64 and of arm64. */
export interface RefusedCalls {
  readonly why: string;
  readonly answer: SeccompErrno;
  readonly calls: Readonly<Record<string, readonly [x64: number | undefined, arm64: number | undefined]>>;
}

/**
 * The system calls that Docker's default profile refuses for a container without additional capabilities
 * (github.com/moby/profiles, seccomp/default.json), as a deny list. The numbers are Linux's
 * (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
 */
export const refusedCalls: readonly RefusedCalls[] = [
  {
    why: 'keyrings are not per namespace: they hold keys of whoever runs the cloud',
    answer: 'EPERM',
    calls: { add_key: [248, 217], request_key: [249, 218], keyctl: [250, 219] },
  },
  {
    why: 'mounting and namespaces of one’s own lead to most of the kernel’s weak points',
    answer: 'EPERM',
    calls: {
      mount: [165, 40],
      umount2: [166, 39],
      pivot_root: [155, 41],
      unshare: [272, 97],
      setns: [308, 268],
      quotactl: [179, 60],
    },
  },
  {
    why: 'the same, in calls that are newer',
    answer: 'ENOSYS',
    calls: {
      open_tree: [428, 428],
      move_mount: [429, 429],
      fsopen: [430, 430],
      fsconfig: [431, 431],
      fsmount: [432, 432],
      fspick: [433, 433],
      mount_setattr: [442, 442],
      quotactl_fd: [443, 443],
      // Its flags are in memory, which a filter can't read; libraries fall back to clone.
      clone3: [435, 435],
    },
  },
  {
    why: 'they run code in the kernel, or look into it',
    answer: 'EPERM',
    calls: {
      bpf: [321, 280],
      perf_event_open: [298, 241],
      userfaultfd: [323, 282],
      syslog: [103, 116],
      kexec_load: [246, 104],
      kexec_file_load: [320, 294],
      init_module: [175, 105],
      finit_module: [313, 273],
      delete_module: [176, 106],
      lookup_dcookie: [212, 18],
    },
  },
  {
    why: 'asynchronous calls that pass a filter by; libraries fall back',
    answer: 'ENOSYS',
    calls: { io_uring_setup: [425, 425], io_uring_enter: [426, 426], io_uring_register: [427, 427] },
  },
  {
    why: 'they are about the whole computer',
    answer: 'EPERM',
    calls: {
      acct: [163, 89],
      reboot: [169, 142],
      swapon: [167, 224],
      swapoff: [168, 225],
      settimeofday: [164, 170],
      clock_settime: [227, 112],
      sethostname: [170, 161],
      setdomainname: [171, 162],
      vhangup: [153, 58],
      iopl: [172, undefined],
      ioperm: [173, undefined],
    },
  },
  {
    why: 'they reach files and processes past their permissions',
    answer: 'EPERM',
    calls: {
      open_by_handle_at: [304, 265],
      fanotify_init: [300, 262],
      migrate_pages: [256, 238],
      move_pages: [279, 239],
      kcmp: [312, 272],
      pidfd_getfd: [438, 438],
      process_madvise: [440, 440],
    },
  },
  {
    why: 'nothing uses them any more',
    answer: 'ENOSYS',
    calls: {
      uselib: [134, undefined],
      ustat: [136, undefined],
      sysfs: [139, undefined],
      _sysctl: [156, undefined],
      create_module: [174, undefined],
      get_kernel_syms: [177, undefined],
      query_module: [178, undefined],
      nfsservctl: [180, 42],
      getpmsg: [181, undefined],
      putpmsg: [182, undefined],
      afs_syscall: [183, undefined],
      tuxcall: [184, undefined],
      security: [185, undefined],
      vserver: [236, undefined],
    },
  },
  {
    why: 'their memory is counted for no process',
    answer: 'ENOSYS',
    calls: { memfd_secret: [447, 447] },
  },
  {
    why: 'they are for security modules',
    answer: 'ENOSYS',
    calls: { lsm_get_self_attr: [459, 459], lsm_set_self_attr: [460, 460], lsm_list_modules: [461, 461] },
  },
];

/** Refused if no control group counts memory outside of processes: otherwise, an instance could use all memory of the computer. */
export const uncountedMemory: RefusedCalls = {
  why: 'memory that is in no process, and that nobody counts here',
  answer: 'ENOSYS',
  calls: { memfd_create: [319, 279], shmget: [29, 194] },
};

/** Later calls are newer than the list, and refused as if the kernel didn't have them (removexattrat; Linux 6.13). */
export const newestCall = 466;

/** Flags of clone(2) for namespaces: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
export const namespaceFlags = 0x7e02_0000;

/** ioctl(2) requests that insert keystrokes into a terminal: TIOCSTI, and TIOCLINUX, which pastes a selection. */
export const typingRequests = [0x5412, 0x541c] as const;

/** Kinds of sockets that aren't limited to the instance's network: AF_ALG uses keys of keyrings, AF_VSOCK connects to a hypervisor. */
export const refusedFamilies = [38, 40] as const;

/** Allowed arguments of personality(2), as with Docker: PER_LINUX, PER_LINUX32, UNAME26 with either, and the query. */
export const personalities = [0, 8, 0x2_0000, 0x2_0008, 0xffff_ffff] as const;
