/*
 * Stand-in for the pyxis plugin of Slurm: takes its options, and runs the task in a root file system from a folder
 * of unpacked images. Each task has a mount namespace of its own, so that nothing is left to clean up.
 *
 * Arguments in plugstack.conf: images=FOLDER scratch=FOLDER. An image is FOLDER/<name with / : # @ as +>/rootfs, with
 * env (NAME=value a line) and workdir beside it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <slurm/spank.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

SPANK_PLUGIN(nemo_eval_container, 1)

static char *image, *mounts, *variables, *workdir;
static int without_home;
static char start_in[PATH_MAX] = "/";

static int take(char **into, const char *value) {
  free(*into);
  *into = strdup(value);
  return 0;
}
static int on_image(int val, const char *arg, int remote) { return take(&image, arg); }
static int on_mounts(int val, const char *arg, int remote) { return take(&mounts, arg); }
static int on_variables(int val, const char *arg, int remote) { return take(&variables, arg); }
static int on_workdir(int val, const char *arg, int remote) { return take(&workdir, arg); }
static int on_home(int val, const char *arg, int remote) {
  without_home = val;
  return 0;
}

static struct spank_option options[] = {
    {"container-image", "IMAGE", "run the task in this image", 1, 0, on_image},
    {"container-mounts", "SRC:DST[:FLAGS],...", "bind mounts; FLAGS may be ro", 1, 0, on_mounts},
    {"container-env", "NAME,...", "variables that override the image's", 1, 0, on_variables},
    {"container-workdir", "PATH", "working directory in the container", 1, 0, on_workdir},
    {"container-mount-home", NULL, "mount the home directory", 0, 0, on_home},
    {"no-container-mount-home", NULL, "do not mount the home directory", 0, 1, on_home},
    SPANK_OPTIONS_TABLE_END};

int slurm_spank_init(spank_t sp, int ac, char **av) {
  for (struct spank_option *option = options; option->name; option++)
    if (spank_option_register(sp, option) != ESPANK_SUCCESS) return -1;
  return 0;
}

static int fail(const char *what, const char *name) {
  slurm_error("container: %s %s: %s", what, name, strerror(errno));
  return -1;
}

static const char *setting(int ac, char **av, const char *name) {
  size_t length = strlen(name);
  for (int i = 0; i < ac; i++)
    if (!strncmp(av[i], name, length) && av[i][length] == '=') return av[i] + length + 1;
  return NULL;
}

/* Creates a folder and those above it. */
static int make_folders(char *path) {
  for (char *p = path + 1; *p; p++) {
    if (*p != '/') continue;
    *p = 0;
    int failed = mkdir(path, 0755) && errno != EEXIST;
    *p = '/';
    if (failed) return -1;
  }
  return mkdir(path, 0755) && errno != EEXIST ? -1 : 0;
}

/* Binds a file or folder to a place in the new root, which is created where it is missing. */
static int bind_into(const char *root, const char *source, const char *target, const char *flags) {
  char place[PATH_MAX];
  struct stat info;
  if (target[0] != '/' || strstr(target, "..")) {
    errno = EINVAL;
    return fail("cannot mount at", target);
  }
  if (stat(source, &info)) return fail("cannot mount", source);
  snprintf(place, sizeof place, "%s%s", root, target);
  if (S_ISDIR(info.st_mode)) {
    if (make_folders(place)) return fail("cannot create", place);
  } else {
    char *slash = strrchr(place, '/');
    *slash = 0;
    if (slash > place && make_folders(place)) return fail("cannot create", place);
    *slash = '/';
    int file = open(place, O_CREAT | O_WRONLY | O_NOFOLLOW, 0644);
    if (file < 0 && errno != ELOOP) return fail("cannot create", place);
    if (file >= 0) close(file);
  }
  if (mount(source, place, NULL, MS_BIND | MS_REC, NULL)) return fail("cannot mount", source);
  if (flags && !strcmp(flags, "ro") && mount(NULL, place, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_REC, NULL))
    return fail("cannot make read-only", source);
  return 0;
}

static int bind_all(const char *root) {
  char *rest = mounts ? strdup(mounts) : NULL, *entry;
  int status = 0;
  while (!status && rest && (entry = strsep(&rest, ","))) {
    char *source = strsep(&entry, ":"), *target = strsep(&entry, ":");
    if (*source) status = bind_into(root, source, target ? target : source, entry);
  }
  return status;
}

static int listed(const char *names, const char *name) {
  size_t length = strlen(name);
  for (const char *p = names; p && *p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
    if (!strncmp(p, name, length) && (p[length] == ',' || !p[length])) return 1;
  return 0;
}

/* The image's variables go before those of the job, except for those that were asked for. */
static void set_variables(spank_t sp, const char *folder) {
  char file[PATH_MAX], *line = NULL;
  size_t size = 0;
  snprintf(file, sizeof file, "%s/env", folder);
  FILE *stream = fopen(file, "r");
  if (!stream) return;
  while (getline(&line, &size, stream) > 0) {
    line[strcspn(line, "\n")] = 0;
    char *value = strchr(line, '=');
    if (!value) continue;
    *value++ = 0;
    if (!listed(variables, line)) spank_setenv(sp, line, value, 1);
  }
  free(line);
  fclose(stream);
}

static void read_line(const char *folder, const char *name, char *into, int size) {
  char file[PATH_MAX];
  snprintf(file, sizeof file, "%s/%s", folder, name);
  FILE *stream = fopen(file, "r");
  if (!stream) return;
  if (fgets(into, size, stream)) into[strcspn(into, "\n")] = 0;
  fclose(stream);
}

/* Root and user differ in a container of pyxis less than here: what root may write there, the user may here. */
static int give_home(spank_t sp, const char *root, uid_t user) {
  char home[PATH_MAX], place[PATH_MAX];
  if (spank_getenv(sp, "HOME", home, sizeof home) != ESPANK_SUCCESS || home[0] != '/') return 0;
  if (!without_home) return access(home, F_OK) ? 0 : bind_into(root, home, home, NULL);
  snprintf(place, sizeof place, "%s%s", root, home);
  if (make_folders(place) || chown(place, user, -1)) return fail("cannot create", place);
  return 0;
}

static int enter(spank_t sp, const char *folder, const char *scratch) {
  char lower[PATH_MAX], root[PATH_MAX], place[PATH_MAX], overlay[3 * PATH_MAX];
  uid_t user = 0;
  spank_get_item(sp, S_JOB_UID, &user);
  snprintf(lower, sizeof lower, "%s/rootfs", folder);
  snprintf(root, sizeof root, "%s/root", scratch);
  if (unshare(CLONE_NEWNS)) return fail("cannot have", "a mount namespace");
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return fail("cannot make private", "/");
  if (mount("tmpfs", scratch, "tmpfs", 0, "mode=755")) return fail("cannot mount", scratch);
  const char *parts[] = {"root", "upper", "work"};
  for (int i = 0; i < 3; i++) {
    snprintf(place, sizeof place, "%s/%s", scratch, parts[i]);
    if (mkdir(place, 0755)) return fail("cannot create", place);
  }
  snprintf(overlay, sizeof overlay, "lowerdir=%s,upperdir=%s/upper,workdir=%s/work", lower, scratch, scratch);
  if (mount("overlay", root, "overlay", 0, overlay)) return fail("cannot mount", lower);

  const char *shared[] = {"/proc", "/sys", "/dev", "/etc/hosts", "/etc/resolv.conf", "/etc/passwd", "/etc/group"};
  for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
    if (!access(shared[i], F_OK) && bind_into(root, shared[i], shared[i], NULL)) return -1;
  if (give_home(sp, root, user) || bind_all(root)) return -1;

  read_line(folder, "workdir", start_in, sizeof start_in);
  if (workdir) snprintf(start_in, sizeof start_in, "%s", workdir);
  snprintf(place, sizeof place, "%s%s", root, start_in);
  if (make_folders(place)) return fail("cannot create", place);
  if (!workdir && strcmp(start_in, "/") && chmod(place, 01777)) return fail("cannot open", place);
  set_variables(sp, folder);
  spank_setenv(sp, "PWD", start_in, 1);
  return chroot(root) || chdir("/") ? fail("cannot enter", root) : 0;
}

/* After Slurm has gone to the job's own folder, which the container need not have. */
int slurm_spank_task_init(spank_t sp, int ac, char **av) {
  return image && chdir(start_in) ? fail("cannot enter", start_in) : 0;
}

int slurm_spank_task_init_privileged(spank_t sp, int ac, char **av) {
  if (!image) return 0;
  const char *images = setting(ac, av, "images"), *scratch = setting(ac, av, "scratch");
  if (!images || !scratch) {
    slurm_error("container: plugstack.conf says no images= and scratch=");
    return -1;
  }
  char name[NAME_MAX + 1], folder[PATH_MAX], *p;
  snprintf(name, sizeof name, "%s", image);
  for (p = name; *p; p++)
    if (strchr("/:#@", *p)) *p = '+';
  snprintf(folder, sizeof folder, "%s/%s", images, name);
  if (name[0] == '.' || access(folder, F_OK)) {
    slurm_error("pyxis: failed to import docker image: %s is not in %s", image, images);
    return -1;
  }
  return enter(sp, folder, scratch);
}
