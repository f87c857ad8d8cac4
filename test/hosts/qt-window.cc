// What tests of the Qt host need of Qt: loops, a clock of the toolkit, a window, and each thing that nests a loop.
#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDrag>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QEventLoop>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace {

struct Button : QPushButton {
  using QPushButton::QPushButton;
  void dragEnterEvent(QDragEnterEvent* event) override { event->acceptProposedAction(); }
  void dropEvent(QDropEvent* event) override { event->acceptProposedAction(); }
};

}  // namespace

extern "C" {

// For a program that makes its own.
void application_new() {
  static int argc = 1;
  static char name[] = "program";
  static char* argv[] = { name, nullptr };
  new QApplication(argc, argv);
}

QEventLoop* loop_new() { return new QEventLoop; }
void loop_run(QEventLoop* loop) { loop->exec(); }
void loop_quit(QEventLoop* loop) { loop->quit(); }

QTimer* every(int ms, void (*on_time)()) {
  QTimer* timer = new QTimer;
  timer->setTimerType(Qt::PreciseTimer);
  QObject::connect(timer, &QTimer::timeout, on_time);
  timer->start(ms);
  return timer;
}

void clock_stop(QTimer* timer) { delete timer; }

// A window with one large button, which is called when it is clicked, and takes what is dropped on it.
QPushButton* window_new(const char* title, void (*on_click)()) {
  QPushButton* button = new Button("click");
  button->setAcceptDrops(true);
  button->setWindowTitle(title);
  button->resize(320, 200);
  QObject::connect(button, &QPushButton::clicked, on_click);
  button->show();
  return button;
}

void window_on_press(QPushButton* window, void (*on_press)()) {
  QObject::connect(window, &QPushButton::pressed, on_press);
}

void window_close(QPushButton* window) { window->close(); }

// While a button of the mouse is down: 1 if it is let go over who takes what is dragged.
int open_drag(QPushButton* window) {
  QDrag* drag = new QDrag(window);
  QMimeData* data = new QMimeData;
  data->setText("dragged");
  drag->setMimeData(data);
  return drag->exec(Qt::CopyAction) == Qt::CopyAction;
}

int open_dialog(QPushButton* window) {
  QDialog dialog(window);
  dialog.setWindowTitle("A dialog");
  QDialogButtonBox buttons(QDialogButtonBox::Ok);
  QObject::connect(&buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
  QVBoxLayout layout(&dialog);
  layout.addWidget(&buttons);
  return dialog.exec();
}

int open_message(QPushButton* window) { return QMessageBox::information(window, "A message", "It is modal"); }

int open_menu(QPushButton* window) {
  QMenu menu(window);
  menu.addAction("About");
  return menu.exec(window->mapToGlobal(QPoint(20, 20))) != nullptr;
}

int open_file(QPushButton* window) {
  QFileDialog dialog(window, "A file", "/usr");
  dialog.setOption(QFileDialog::DontUseNativeDialog);
  return dialog.exec();
}
}
