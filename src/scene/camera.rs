//! The camera: which part of a world is seen, and how large.

/// A view of a plane.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Camera {
    /// The point of the world in the middle of the picture.
    pub center: [f32; 2],
    /// Points of the picture for one unit of the world.
    pub zoom: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self { center: [0.0, 0.0], zoom: 1.0 }
    }
}

impl Camera {
    /// The camera that shows all points with a margin in points. `margin` is left, right, top and
    /// bottom together halved, so that labels at the rim have room.
    pub fn fitting(points: impl Iterator<Item = [f32; 2]>, size: [f32; 2], margin: f32) -> Self {
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for point in points {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        if low[0] > high[0] {
            return Self::default();
        }
        let room =
            |axis: usize| (size[axis] - 2.0 * margin).max(20.0) / (high[axis] - low[axis]).max(1.0);
        let center = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
        Self { center, zoom: room(0).min(room(1)).min(4.0) }
    }

    /// Where a point of the world stands in a picture.
    pub fn to_picture(self, point: [f32; 2], size: [f32; 2]) -> [f32; 2] {
        [
            (point[0] - self.center[0]) * self.zoom + size[0] / 2.0,
            (point[1] - self.center[1]) * self.zoom + size[1] / 2.0,
        ]
    }

    /// The point of the world under a point of a picture.
    pub fn to_world(self, point: [f32; 2], size: [f32; 2]) -> [f32; 2] {
        [
            (point[0] - size[0] / 2.0) / self.zoom + self.center[0],
            (point[1] - size[1] / 2.0) / self.zoom + self.center[1],
        ]
    }

    /// Zooms about a point of the picture, which stays where it is.
    #[must_use]
    pub fn zoomed(self, factor: f32, about: [f32; 2], size: [f32; 2]) -> Self {
        let fixed = self.to_world(about, size);
        let zoom = (self.zoom * factor).clamp(0.02, 20.0);
        let ratio = self.zoom / zoom;
        let center = [
            fixed[0] + (self.center[0] - fixed[0]) * ratio,
            fixed[1] + (self.center[1] - fixed[1]) * ratio,
        ];
        Self { center, zoom }
    }

    /// Moves the picture by points.
    #[must_use]
    pub fn panned(self, by: [f32; 2]) -> Self {
        let center = [self.center[0] - by[0] / self.zoom, self.center[1] - by[1] / self.zoom];
        Self { center, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let size = [800.0, 600.0];
        let camera = Camera { center: [10.0, -5.0], zoom: 1.5 };
        let about = [123.0, 456.0];
        let before = camera.to_world(about, size);
        let after = camera.zoomed(1.7, about, size).to_world(about, size);
        assert!((before[0] - after[0]).abs() < 1e-3 && (before[1] - after[1]).abs() < 1e-3);
    }

    #[test]
    fn fitting_shows_every_point() {
        let points = [[-50.0, 0.0], [70.0, 900.0]];
        let size = [800.0, 600.0];
        let camera = Camera::fitting(points.into_iter(), size, 30.0);
        for point in points {
            let seen = camera.to_picture(point, size);
            assert!((29.0..=771.0).contains(&seen[0]) && (29.0..=571.0).contains(&seen[1]));
        }
        assert_eq!(Camera::fitting([].into_iter(), size, 30.0), Camera::default());
    }
}
